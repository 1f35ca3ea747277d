//go:build unix

package local

import (
	"errors"
	"syscall"
)

// ownGroup keeps a terminal's Ctrl-C from the child: its owner ends it, in order.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func terminateGroup(pid int) error { return signalGroup(pid, syscall.SIGTERM) }

func killGroup(pid int) error { return signalGroup(pid, syscall.SIGKILL) }

func signalGroup(pid int, signal syscall.Signal) error {
	err := syscall.Kill(-pid, signal)
	if errors.Is(err, syscall.ESRCH) {
		return nil // it has ended already
	}
	return err
}

// keepPrivate lets nobody else read the files that this process makes, and what it starts.
func keepPrivate() { syscall.Umask(0o077) }
