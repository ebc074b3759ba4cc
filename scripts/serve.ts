import { startDemo } from '../demo/app.ts';
import { serve } from '../packages/server/src/main.ts';

/* What `npm start` runs once everything is set up: the server, with the demo app beside it. */

await serve(startDemo);
