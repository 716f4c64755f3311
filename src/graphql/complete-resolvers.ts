/** Resolvers for every field that the model does not already carry under the same name: a forgotten one does not compile. */
export type CompleteResolvers<TResolvers, TModel> = Required<
  Omit<TResolvers, keyof TModel | '__resolveReference' | '__isTypeOf'>
> &
  Pick<TResolvers, keyof TResolvers & ('__resolveReference' | keyof TModel)>;
