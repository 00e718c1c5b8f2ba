#!/usr/bin/env node
import { buildProgram } from './commands/program.ts';

// Whoever read our output has left ("| head"): the command still ends its work in order.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await buildProgram().parseAsync();
