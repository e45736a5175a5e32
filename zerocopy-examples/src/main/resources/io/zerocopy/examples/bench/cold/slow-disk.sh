# A file system of its own, an ext4 image on a loop device, whose reads the block controller holds back.
#
#     sh slow-disk.sh WORK MIB BYTES_PER_SECOND
#
# Makes it at WORK/disk, says "ready", waits for a line with the process ids of those who read, holds reads back, says
# "slow", and waits for the end of its input: then nothing is left of it. In control groups of version 1 reads are held
# back for everybody, in version 2 for the members of a group.
set -e
work=$1
v1=/sys/fs/cgroup/blkio/blkio.throttle.read_bps_device
v2=/sys/fs/cgroup
group=$v2/$(basename "$work")
device=

undo() {
    trap '' EXIT INT TERM
    if [ -n "$device" ]; then
        umount -l "$work/disk" || true
        losetup -d "$device" || true
    fi
    if [ -d "$group" ]; then
        rmdir "$group" || true
    fi
    rm -rf "$work"
}
trap 'undo; exit 1' EXIT INT TERM

mkdir "$work/disk"
truncate -s "$2M" "$work/image"
mkfs.ext4 -q -F "$work/image"
device=$(losetup -f --show "$work/image")
mount -o noatime "$device" "$work/disk"
echo ready

read -r readers
number=$(cat "/sys/block/$(basename "$device")/dev")
if [ -w $v1 ]; then
    echo "$number $3" > $v1
else
    echo +io > $v2/cgroup.subtree_control
    mkdir "$group"
    echo "$number rbps=$3" > "$group/io.max"
    for reader in $readers; do
        echo "$reader" > "$group/cgroup.procs"
    done
fi
echo slow

while read -r line; do :; done
undo
