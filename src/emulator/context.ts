import type { FaultRule, ReplacedValue } from './faults/faults.ts';
import type { Sight } from './resolvers/sight.ts';
import type { StatsRecorder } from './stats.ts';
import type { World } from './world.ts';

/** What resolvers know of one request. */
export interface EmulatorContext {
  world: World;
  sight: Sight;
  stats: StatsRecorder;
  pageCap: number;
  viewerNull: boolean;
  /** Rules that name a place in the answer. */
  fieldFaults: readonly FaultRule[];
  /** Told that the answer has the place of a rule; false where the rule no longer applies. */
  reach: (rule: FaultRule) => boolean;
  /** Where in the answer a field has another value than it should, filled in while it is executed. */
  replaced: ReplacedValue[];
}
