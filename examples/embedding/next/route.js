// app/lineage/[...path]/route.js of a Next.js app, which leaves the package to Node:
// serverExternalPackages: ['wandb-lineage-gateway'] in next.config.js.
import { createGateway } from 'wandb-lineage-gateway';

const gateway = createGateway({ settings: { demo: true }, basePath: '/lineage' });

export const dynamic = 'force-dynamic';
export const GET = gateway.fetch;
export const POST = gateway.fetch;
export const OPTIONS = gateway.fetch;
