// Prints what routers want of a file: node print-supergraph.js --subgraph lineage=http://... > supergraph.graphql
import { supergraph } from './compose.js';

process.stdout.write(`${await supergraph()}\n`);
