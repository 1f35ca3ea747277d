package local

import (
	"context"
	"strings"
)

// Done is closed when the stack was closed or one of its children ended
// unexpectedly.
func (s *Stack) Done() <-chan struct{} { return s.done }

// PIDs are the children that live, by name.
func (s *Stack) PIDs() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	pids := map[string]int{}
	for _, process := range s.children {
		select {
		case <-process.done:
		default:
			pids[process.name] = process.PID()
		}
	}
	return pids
}

// ClickHouseBehind is where ClickHouse itself listens, behind the relay.
func (s *Stack) ClickHouseBehind() string { return s.clickhouse.child.Args[4] }

// ClickHouseHTTP is where ClickHouse itself would serve HTTP.
func (s *Stack) ClickHouseHTTP() string {
	for _, variable := range s.clickhouse.child.Env {
		if port, is := strings.CutPrefix(variable, "REGULARS_CLICKHOUSE_HTTP_PORT="); is {
			return "127.0.0.1:" + port
		}
	}
	return ""
}

// InstallNPM installs a package by a lock of the test's own.
func InstallNPM(ctx context.Context, dir, name, version, lock string) error {
	p := npmPackage{name: name, version: version, lock: []byte(lock)}
	return p.install(ctx, dir, name, func(string) {})
}
