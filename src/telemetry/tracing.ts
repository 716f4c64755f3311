import { trace } from '@opentelemetry/api';
import { NodeSDK, resources } from '@opentelemetry/sdk-node';
import { createSpans, type Spans } from './spans.ts';

export interface Tracing extends Spans {
  /** Sends what is left. */
  stop: () => Promise<void>;
}

/** Exports traces as OpenTelemetry's environment variables say. */
export function startTracing(version: string, hasName: boolean): Tracing {
  const sdk = new NodeSDK({
    ...(!hasName && { serviceName: 'wandb-lineage-gateway' }),
    // The detectors of process and host would reveal command lines and users.
    resourceDetectors: [resources.envDetector],
    instrumentations: [],
  });
  sdk.start();
  return {
    ...createSpans(trace.getTracer('wandb-lineage-gateway', version)),
    stop: () => sdk.shutdown(),
  };
}
