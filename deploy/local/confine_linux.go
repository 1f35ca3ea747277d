package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// What Landlock's first three versions know to deny.
const (
	readsFile = unix.LANDLOCK_ACCESS_FS_READ_FILE
	reads     = readsFile | unix.LANDLOCK_ACCESS_FS_READ_DIR
	executes  = unix.LANDLOCK_ACCESS_FS_EXECUTE
	first     = unix.LANDLOCK_ACCESS_FS_MAKE_SYM<<1 - 1
	second    = first | unix.LANDLOCK_ACCESS_FS_REFER
	third     = second | unix.LANDLOCK_ACCESS_FS_TRUNCATE
	onFile    = executes | readsFile | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE
)

// systemReads are the system's files that ClickHouse reads: its libraries, the zones
// of time, certificates and the names of hosts. Of /etc that is not all.
var systemReads = []string{
	"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/usr/share/ca-certificates", "/proc", "/sys", "/run/systemd/resolve",
	"/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/hosts", "/etc/host.conf", "/etc/resolv.conf", "/etc/nsswitch.conf",
	"/etc/gai.conf", "/etc/services", "/etc/protocols", "/etc/passwd", "/etc/group", "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/dev/urandom", "/dev/random",
}

// confinable reports whether this kernel can keep a process to some folders.
func confinable() bool { return landlockVersion() > 0 }

func landlockVersion() int {
	version, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(version)
}

// confine keeps this process, which is to play a role, to the folders that its owner
// names, and starts the program again in it: rules hold for a thread and for what it
// starts, not for the threads that a Go program has already.
func confine(role string) error {
	text := os.Getenv(confineEnv)
	if text == "" {
		return nil
	}
	if err := os.Unsetenv(confineEnv); err != nil {
		return err
	}
	var r reach
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return fmt.Errorf("%s: %w", confineEnv, err)
	}
	runtime.LockOSThread()
	if err := r.enforce(); err != nil {
		return fmt.Errorf("keep %s to its folders: %w", role, err)
	}
	if err := os.Setenv(RoleEnv, role); err != nil {
		return err
	}
	return fmt.Errorf("start %s again: %w", role, syscall.Exec(Executable(), os.Args, os.Environ()))
}

func (r reach) enforce() error {
	handled := uint64(third)
	switch landlockVersion() {
	case 0:
		return errors.New("this kernel has no Landlock")
	case 1:
		handled = first
	case 2:
		handled = second
	}
	attr := unix.LandlockRulesetAttr{Handled_access_fs: handled}
	ruleset, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), unsafe.Sizeof(attr.Handled_access_fs), 0)
	if errno != 0 {
		return errno
	}
	defer unix.Close(int(ruleset))
	for _, rule := range []struct {
		paths  []string
		access uint64
	}{
		{append(systemReads, r.Read...), reads},
		{r.Write, handled &^ executes},
		{[]string{"/dev/null"}, reads | unix.LANDLOCK_ACCESS_FS_WRITE_FILE},
		{[]string{Executable(), "/lib", "/lib64", "/usr/lib", "/usr/lib64"}, reads | executes}, // the dynamic linker is there
	} {
		for _, path := range rule.paths {
			if err := allow(int(ruleset), path, rule.access&handled); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, ruleset, 0, 0); errno != 0 {
		return errno
	}
	return nil
}

// allow lets the process do access below path; what doesn't exist needs no rule.
func allow(ruleset int, path string, access uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.ENOENT) || errors.Is(err, unix.EACCES) {
		return nil
	}
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return err
	}
	if stat.Mode&unix.S_IFMT != unix.S_IFDIR {
		access &= onFile
	}
	attr := unix.LandlockPathBeneathAttr{Allowed_access: access, Parent_fd: int32(fd)}
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(ruleset), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&attr)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
