// Plain JavaScript, since a Node that is too old could not read anything else. On Linux the lock file brings the right
// one, and npm puts it first; elsewhere it is the machine's own.
const needed = [24, 12];
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < needed[0] || (major === needed[0] && minor < needed[1])) {
  process.stderr.write(
    `REFLUX needs Node ${needed.join(".")} or newer; this is ${process.version}. On ${process.platform} ${process.arch} ` +
      "the lock file brings none: install one from https://nodejs.org, and try again.\n",
  );
  process.exit(1);
}
