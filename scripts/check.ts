import { checkStages } from './check-stages.ts';
import { runStages } from './stages.ts';

process.exitCode = await runStages(checkStages);
