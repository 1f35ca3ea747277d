//go:build linux

package faults_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

const (
	ext4Shutdown = 0x8004587d // EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32)
	noLogFlush   = 2          // EXT4_GOING_FLAGS_NOLOGFLUSH: what the journal holds in memory is lost, too
)

// disk is an ext4 on a loop device whose power can be cut.
type disk struct {
	t     *testing.T
	image string
	mount string
}

// openDisk mounts a new disk, or skips the test where that isn't allowed; with
// REGULARS_FAULTS it fails there instead.
func openDisk(t *testing.T) *disk {
	t.Helper()
	dir := t.TempDir()
	d := &disk{t: t, image: filepath.Join(dir, "disk.img"), mount: filepath.Join(dir, "disk")}
	require.NoError(t, os.Mkdir(d.mount, 0o755))
	require.NoError(t, os.WriteFile(d.image, nil, 0o600))
	require.NoError(t, os.Truncate(d.image, 3<<30))
	if err := d.make(); err != nil {
		impossible(t, err)
	}
	t.Cleanup(func() { _ = run("umount", "--lazy", d.mount) })
	return d
}

func (d *disk) make() error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("only root may mount a disk")
	}
	if err := run("mkfs.ext4", "-q", d.image); err != nil {
		return err
	}
	return d.attach()
}

func impossible(t *testing.T, err error) {
	t.Helper()
	text := "THE POWER WAS NOT CUT: this machine gives no disk to cut the power of (root, mkfs.ext4 and a loop device are needed): "
	if os.Getenv("REGULARS_FAULTS") != "" {
		t.Fatal(text, err)
	}
	t.Skip(text, err)
}

func (d *disk) attach() error { return run("mount", "-o", "loop", d.image, d.mount) }

// cut takes the power away: no write reaches the disk from now on.
func (d *disk) cut() error {
	root, err := os.Open(d.mount)
	if err != nil {
		return err
	}
	defer root.Close()
	flag := uint32(noLogFlush)
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, root.Fd(), ext4Shutdown, uintptr(unsafe.Pointer(&flag))); errno != 0 {
		return fmt.Errorf("cut the power of %s: %w", d.mount, errno)
	}
	return nil
}

// restore mounts the disk as the cut left it.
func (d *disk) restore() {
	d.t.Helper()
	require.NoError(d.t, run("umount", d.mount))
	require.NoError(d.t, d.attach())
}

func run(name string, args ...string) error {
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return nil
}
