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
	text := flag.Bool("log-text", false, "log lines for people instead of JSON")
	healthy := flag.String("healthy", "", "ask the worker that listens at this `address` whether it works, and end")
	version := flag.Bool("version", false, "print the release and end")
	flag.Parse()
	if *version {
		fmt.Println("regulars " + regulars.Version)
		return
	}
	if *healthy != "" {
		if err := service.AskReady(*healthy); err != nil {
			fmt.Fprintln(os.Stderr, "worker: "+err.Error())
			os.Exit(1)
		}
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := service.Run(ctx, service.Options{ConfigPath: *path, LogText: *text}); err != nil {
		fmt.Fprintln(os.Stderr, "worker: "+err.Error())
		os.Exit(1)
	}
}
