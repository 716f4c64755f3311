import { BaseEdge, type Edge, type EdgeProps } from '@xyflow/react';
import type { EdgePath } from './edge-path.ts';

export type LaneFlowEdge = Edge<EdgePath & Record<string, unknown>, 'lane'>;

export function LaneEdge({ id, data, label, markerEnd }: EdgeProps<LaneFlowEdge>) {
  if (data === undefined) return null;
  return (
    <BaseEdge
      id={id}
      path={data.path}
      {...(markerEnd !== undefined && { markerEnd })}
      {...(label !== undefined && { label, labelX: data.label.x, labelY: data.label.y, labelShowBg: false })}
    />
  );
}
