#!/usr/bin/env bash
# Tries systemd/larder.service under a real systemd: as process 1 of namespaces of its own, on a copy of this machine's
# files that is thrown away (overlayfs), installed by the very lines of docs/install.md. Needs root, systemd, socat and
# mosquitto, and a kernel that lets root make namespaces; `npm run release` first. Not part of `npm test`: not every
# machine that tests may do this.
#
#   unshare ─▶ overlay of / ─▶ pivot_root ─▶ systemd ◀── nsenter: install, look, kill, stop
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
lab=$(mktemp -d /tmp/larder-service.XXXXXX)
mkdir "$lab/share" "$lab/disk"
systemd_pid=

end() {
  [ -z "$systemd_pid" ] || kill -KILL "$systemd_pid" 2>/dev/null || true
  rm -rf "$lab"
}
trap end EXIT

tar -C dist --transform 's,^release,larder,' -cf "$lab/share/larder.tar" release
sed -n '/^```sh install$/,/^```$/p' docs/install.md | sed '1d;$d' >"$lab/share/install.sh"
sed 's,path: /dev/serial/.*,path: /run/lab-tty,; s,broker.example,127.0.0.1,' device-config/eight-a-24.yaml >"$lab/share/cabinet.yaml"
head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=' >"$lab/share/code.key"
cp -r src/simulator "$lab/share/simulator"

cat >"$lab/boot" <<'BOOT'
set -e
lab=$1
mount --make-rprivate /
mount -t tmpfs tmpfs "$lab/disk"
mkdir "$lab/disk/up" "$lab/disk/work" "$lab/disk/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$lab/disk/up,workdir=$lab/disk/work" "$lab/disk/root"
cd "$lab/disk/root"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount -t tmpfs tmpfs dev
mount -t tmpfs tmpfs sys/fs/cgroup
mount -t cgroup2 cgroup2 sys/fs/cgroup
for node in null zero full random urandom tty; do
  touch "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/pts dev/shm lab old
mount -t devpts -o newinstance,ptmxmode=0666,gid=5,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount --bind "$lab/share" lab
# Nothing of the machine itself starts, and nothing touches its devices.
rm -f etc/systemd/system/multi-user.target.wants/*
for unit in systemd-udevd systemd-udev-trigger systemd-logind console-getty getty@tty1; do
  ln -sfn /dev/null "etc/systemd/system/$unit.service"
done
ip link set lo up
pivot_root . old
umount -l /old
mount --make-rshared /
export container=larder-service
exec /lib/systemd/systemd --system --unit=multi-user.target --show-status=no
BOOT
unshare --mount --pid --cgroup --uts --ipc --net --fork bash "$lab/boot" "$lab" >"$lab/boot.log" 2>&1 &
outer=$!

inside() { nsenter -t "$systemd_pid" -m -p -n -C -u -i -r -w "$@"; }
show() { inside systemctl show larder --property "$1" --value; }
failed=0
# until_true WHAT SECONDS COMMAND…
until_true() {
  local what=$1 left=$(($2 * 5))
  shift 2
  while ! "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    if [ "$left" -lt 0 ]; then
      echo "✗ $what"
      failed=1
      return 0
    fi
    sleep 0.2
  done
  echo "✓ $what"
}
says() { show StatusText | grep -qF "$1"; }
counted() { inside larder status | grep -qE "^restarts .*$1"; }

sleep 1
systemd_pid=$(pgrep -P "$outer" || true)
if [ -z "$systemd_pid" ]; then
  cat "$lab/boot.log"
  echo "✗ no namespaces here: run it as root, on a kernel that allows them"
  exit 1
fi
until_true 'systemd has booted' 30 inside systemctl is-active multi-user.target

inside bash -ec 'cd /lab && . ./install.sh' >"$lab/install.log" 2>&1 || true
until_true 'without the password the daemon ends with 78 …' 10 test "$(show ExecMainStatus)" = 78
inside bash -c 'echo secret >/etc/larder/broker.password'
until_true '… and starts by itself once the file is there' 15 says 'Ready for codes'
inside bash -c "socat PTY,link=/run/lab-tty,rawer,group=dialout,mode=660 EXEC:'/opt/larder/bin/node /lab/simulator/serve-stdio.ts --channels 24' >/dev/null 2>&1 &"
inside bash -c "printf 'listener 1883 127.0.0.1\nallow_anonymous true\n' >/tmp/m.conf; mosquitto -c /tmp/m.conf >/dev/null 2>&1 &"
until_true 'a serial port and a broker are reached from within the sandbox' 60 says 'line locks up; cloud connected'
until_true 'exposure is 1.5 or less' 1 inside systemd-analyze security --threshold=15 larder
pid=$(show MainPID)
until_true 'no capability, no new privileges, filtered calls' 1 bash -c \
  "nsenter -t $systemd_pid -m -p -r grep -cE '^(CapEff:\s+0+|NoNewPrivs:\s+1|Seccomp:\s+2)$' /proc/$pid/status | grep -qx 3"

inside bash -c 'kill -KILL "$(systemctl show larder -p MainPID --value)"'
until_true 'killed: starts again, and counts a crash' 20 counted '1 crash.*: crashed'
started=$SECONDS
inside systemctl stop larder.path larder
took=$((SECONDS - started))
until_true 'stopped within 5 s, with 0' 1 test "$took" -le 5 -a "$(show Result)/$(show ExecMainStatus)" = success/0
inside systemctl start larder.path larder
until_true 'counted as stopped' 10 counted ': stopped'
inside bash -c 'kill -STOP "$(systemctl show larder -p MainPID --value)"'
until_true 'hung: ended by the watchdog, started again, counted' 60 counted '1 end by the watchdog.*: watchdog'

[ "$failed" = 0 ] || {
  inside journalctl -u larder --no-pager -o cat | tail -40
  tail -5 "$lab/install.log"
}
exit "$failed"
