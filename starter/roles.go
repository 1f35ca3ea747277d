package main

import (
	"context"
	"os"
	"time"

	"regulars/deploy/local"
	"regulars/sandbox"
	"regulars/worker/service"
)

// The roles that a child of this program may be started for.
const (
	workerRole  = "worker"
	sandboxRole = "sandbox"
)

func registerRoles() {
	local.Role(workerRole, runWorker)
	local.Role(sandboxRole, runSandbox)
}

// runWorker is the worker of the config in the first argument.
func runWorker(ctx context.Context) error {
	return service.Run(ctx, service.Options{ConfigPath: os.Args[1]})
}

// runSandbox imitates the shops and providers of examples/sandbox.yaml; its
// files go to the folder in the first argument.
func runSandbox(ctx context.Context) error {
	return sandbox.Run(ctx, sandbox.Options{Dir: os.Args[1], Now: time.Now()})
}
