/** The reference page of an SDL, from its descriptions: the same text each time. */
export declare function schemaPageFrom(sdl: string): string;
