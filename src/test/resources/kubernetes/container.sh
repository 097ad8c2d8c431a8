#!/usr/bin/env bash
# container.sh ROOT HOST USER ro|rw [ro|rw SOURCE TARGET]… -- COMMAND…: what a container's runtime does, by name spaces
# for mounts and the host's name: the system's programs, all read-only, and each SOURCE at its TARGET are all that COMMAND
# sees; it runs without rights, as USER. ROOT is an empty folder; 'rw' makes the root file system writable. Start it by
# 'unshare --mount --uts'; without root's rights it needs '--user --map-root-user' beside that, and keeps that user.
set -euo pipefail
root=$1
host=$2
user=$3
mode=$4
shift 4

hostname "$host"
mount -t tmpfs -o mode=0755 container "$root"
for folder in bin sbin lib lib32 lib64 libx32 usr sys; do
    if [ -L "/$folder" ]; then
        ln -s "$(readlink "/$folder")" "$root/$folder"
    elif [ -d "/$folder" ]; then
        mkdir "$root/$folder"
        mount --rbind "/$folder" "$root/$folder"
        mount -o remount,bind,ro "$root/$folder"
    fi
done
# Where things may be mounted, and nothing of this machine's own is: what libraries and Java read.
mkdir -p "$root/etc/ssl"
for file in /etc/alternatives /etc/group /etc/java-* /etc/ld.so.* /etc/nsswitch.conf /etc/ssl/certs; do
    [ ! -e "$file" ] || cp -r --preserve=links,mode "$file" "$root$file"
done
mkdir "$root/proc" "$root/dev" "$root/tmp"
chmod 1777 "$root/tmp"
mount --rbind /proc "$root/proc"
mount --rbind /dev "$root/dev"

while [ "$1" != -- ]; do
    if [ -d "$2" ]; then
        mkdir -p "$root$3"
    elif [ ! -e "$root$3" ]; then
        mkdir -p "$(dirname "$root$3")"
        : >"$root$3"
    fi
    mount --bind "$2" "$root$3"
    [ "$1" = rw ] || mount -o remount,bind,ro "$root$3"
    shift 3
done
shift
[ "$mode" = rw ] || mount -o remount,bind,ro "$root"

# A user's own name space knows this user alone.
if ! grep -q ' 4294967295$' /proc/self/uid_map; then
    exec chroot "$root" "$@"
fi
exec chroot "$root" setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs --inh-caps=-all \
    --bounding-set=-all "$@"
