/** The path of the graph. */
export const ENDPOINT = '/graphql';
