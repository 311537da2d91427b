// Texts of signing in and setting up.
export const sessionText = {
  signIn: "Sign in",
  name: "Name",
  password: "Password",
  signInButton: "Sign in",
  wrong: "The name or the password is not right.",
  locked: (wait: string) => `Too many attempts. Try again in ${wait}.`,
  setupNeeded:
    "This installation has no account yet. Open the set-up link that the server printed when it started.",
  setup: "Set up Faultline",
  setupAbout: "The first account gets every right. This link works once.",
  fullName: "Account name",
  again: "Password again",
  differ: "The two passwords differ.",
  short: "At least 10 characters.",
  create: "Create the account",
  noToken: "This address lacks its token. Open the set-up link exactly as the server printed it.",
};
