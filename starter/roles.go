package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

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

// runWorker is the worker of the config in the first argument, listening where
// the second says, with its console where the third says.
func runWorker(ctx context.Context) error {
	console := service.ConsoleOptions{Listen: os.Args[3], Link: consoleLink(), Person: person()}
	return service.Run(ctx, service.Options{ConfigPath: os.Args[1], Listen: os.Args[2], Console: console})
}

// runSandbox imitates the shops and providers of examples/sandbox.yaml; its
// files go to the folder in the first argument, the second is where the worker
// will listen, the others are how many members and orders the brand has.
func runSandbox(ctx context.Context) error {
	members, err := strconv.Atoi(os.Args[3])
	if err != nil {
		return fmt.Errorf("the number of members: %w", err)
	}
	orders, err := strconv.Atoi(os.Args[4])
	if err != nil {
		return fmt.Errorf("the number of orders: %w", err)
	}
	return sandbox.Run(ctx, sandbox.Options{Dir: os.Args[1], Worker: os.Args[2], Members: members, Orders: orders})
}
