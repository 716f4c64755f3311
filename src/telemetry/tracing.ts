import { trace } from '@opentelemetry/api';
import { NodeSDK, resources } from '@opentelemetry/sdk-node';
import { createSpans, type Spans } from './spans.ts';

export interface Tracing extends Spans {
  /** Sends what is left. */
  stop: () => Promise<void>;
}

/** Sends traces as the variables of OpenTelemetry say. Loaded only where one of them names a collector. */
export function startTracing(version: string, hasName: boolean): Tracing {
  const sdk = new NodeSDK({
    ...(!hasName && { serviceName: 'wandb-lineage-gateway' }),
    // Those of the process and the host would tell command lines and users.
    resourceDetectors: [resources.envDetector],
    instrumentations: [],
  });
  sdk.start();
  return {
    ...createSpans(trace.getTracer('wandb-lineage-gateway', version)),
    stop: () => sdk.shutdown(),
  };
}
