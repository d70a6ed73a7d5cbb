# Runs a command behind a wall: in namespaces that unshare has just made, with a file system that holds the named
# paths and nothing else, read-only, and without a right that it could use to get out.
#   wall.sh ROOT USER-OPTIONS PATH... -- COMMAND...
set -eu
root=$1 user=$2
shift 2
mount -t tmpfs -o size=1m,nr_inodes=1k,nosuid,nodev,mode=755 none "$root"
while [ "$1" != -- ]; do
  if [ -d "$1" ]; then mkdir -p "$root$1"; else mkdir -p "$root${1%/*}"; : >"$root$1"; fi
  mount --bind "$1" "$root$1"
  # In a user's own namespace the kernel may keep flags that this would drop; Node's permissions still refuse to write.
  mount -o remount,bind,ro,nosuid,nodev "$root$1" 2>/dev/null || :
  shift
done
shift
: >"$root/.setpriv"
mount --bind "$(command -v setpriv)" "$root/.setpriv"
mount -o remount,ro "$root" 2>/dev/null || :
# shellcheck disable=SC2086 # several options
# Said again here, since a change of user forgets it: it ends with the command that waits outside.
exec chroot "$root" /.setpriv $user --pdeathsig KILL --bounding-set=-all --inh-caps=-all --no-new-privs -- "$@"
