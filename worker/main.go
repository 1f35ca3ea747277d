package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"regulars"
	"regulars/worker/service"
)

func main() {
	path := flag.String("config", "regulars.yaml", "the config `file`")
	version := flag.Bool("version", false, "print the release and end")
	flag.Parse()
	if *version {
		fmt.Println("regulars " + regulars.Version)
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := service.Run(ctx, service.Options{ConfigPath: *path}); err != nil {
		fmt.Fprintln(os.Stderr, "worker: "+err.Error())
		os.Exit(1)
	}
}
