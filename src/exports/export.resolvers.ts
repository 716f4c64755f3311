import { pathOf } from '../graphql/connection.ts';
import { badUserInput } from '../graphql/errors.ts';
import type { LineageGraphResolvers } from '../graphql/resolver-types.generated.ts';
import { isExportRefusal } from './errors.ts';
import { exportLineage } from './export.ts';
import { exportGraphFrom } from './graph.ts';

/** Throws BAD_USER_INPUT for a format that cannot show this graph. */
export const lineageExport: Required<Pick<LineageGraphResolvers, 'export'>> = {
  async export(graph, { format }, context, info) {
    const path = pathOf(info);
    const exported = exportGraphFrom(graph, context, (error) => context.report(error, path));
    try {
      return { format, ...(await exportLineage(exported, format)) };
    } catch (error) {
      if (!isExportRefusal(error)) throw error;
      throw badUserInput('format', format, `one that can show this graph. ${error.message}`);
    }
  },
};
