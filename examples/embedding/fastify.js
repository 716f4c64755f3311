import process from 'node:process';
import fastify from 'fastify';
import { createGateway } from 'wandb-lineage-gateway';

const gateway = createGateway({ settings: { demo: true }, basePath: '/lineage' });
const app = fastify();
app.addHook('onClose', () => gateway.close());
app.all('/lineage/*', (request, reply) => {
  reply.hijack();
  request.raw.body = request.body;
  gateway.node(request.raw, reply.raw);
});

const url = await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 3000) });
process.stdout.write(`${url}/lineage/graphql\n`);
