/** The version that the server reports of itself. */
export const version = '0.1.0';
