/** An argument that W&B does not take: the whole answer has the status 400, with whatever else resolved as its data. */
export class RefusedArgument extends Error {}
