package localtest

import "golang.org/x/sys/unix"

// memoryDir is where Linux keeps files in memory.
const memoryDir = "/dev/shm"

// hasMemory reports whether the machine can keep a stack's data in memory: half of
// its memory, and of that directory, is far more than what the tests write.
func hasMemory() bool {
	const enough = 8 << 30
	var fs unix.Statfs_t
	if err := unix.Statfs(memoryDir, &fs); err != nil || fs.Type != unix.TMPFS_MAGIC {
		return false
	}
	var system unix.Sysinfo_t
	if err := unix.Sysinfo(&system); err != nil {
		return false
	}
	return fs.Bavail*uint64(fs.Bsize) >= enough/2 && uint64(system.Totalram)*uint64(system.Unit) >= enough &&
		unix.Access(memoryDir, unix.W_OK) == nil
}
