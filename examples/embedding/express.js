import process from 'node:process';
import express from 'express';
import { createGateway } from 'wandb-lineage-gateway';

const gateway = createGateway({ settings: { demo: true } });
const app = express();
app.use('/lineage', gateway.node);

const server = app.listen(Number(process.env.PORT ?? 3000), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}/lineage/graphql\n`);
});
