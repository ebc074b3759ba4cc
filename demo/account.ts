/** The one account. Its password is no secret: the sign-in page shows it. */
export const account = { email: 'demo@example.com', password: 'harbor-demo' } as const;
