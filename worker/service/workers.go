package service

import (
	"cmp"
	"errors"
	"sync"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"regulars"
	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/channel/providers"
	"regulars/config"
	"regulars/config/operation"
	"regulars/platform/connectors"
	"regulars/schema"
	"regulars/workflows"
	"regulars/workflows/adlist"
	"regulars/workflows/tick"
)

// A worker stays small: pages and blocks of so many activities exist at a time.
const (
	activitiesAtOnce = 8
	sendsAtOnce      = 8
	stickyWorkflows  = 256
	stopTimeout      = 15 * time.Second // long steps hand over at once; this is for the rest
	beatThrottle     = 5 * time.Second  // progress that a kill may lose
)

// workers are those of one process: one for everything, one for what sends, so
// that a slow provider never holds up a night.
type workers struct {
	polling []worker.Worker
	sends   *activities.Deliveries
}

func startWorkers(c client.Client, cfg *config.Config, db *schema.DB, settled func() bool) (*workers, <-chan error, error) {
	worker.SetStickyWorkflowCacheSize(stickyWorkflows)
	fatal := make(chan error, 2)
	sends := &activities.Deliveries{Config: cfg, DB: db, Open: providers.Open}
	main := worker.New(c, cfg.Worker.TaskQueue, options(cfg, activitiesAtOnce, fatal))
	workflows.Register(main)
	tick.Register(main)
	adlist.Register(main)
	registerActivities(main, cfg, db, settled)
	main.RegisterActivity(sends)

	sender := worker.New(c, workflows.SendQueue(cfg.Worker.TaskQueue), options(cfg, sendsAtOnce, fatal))
	sender.RegisterActivity(sends)

	all := &workers{sends: sends}
	for _, w := range []worker.Worker{main, sender} {
		if err := w.Start(); err != nil {
			return nil, nil, errors.Join(err, all.stop())
		}
		all.polling = append(all.polling, w)
	}
	return all, fatal, nil
}

func registerActivities(r worker.ActivityRegistry, cfg *config.Config, db *schema.DB, settled func() bool) {
	r.RegisterActivity(&activities.Brands{Config: cfg, DB: db, Settled: settled})
	r.RegisterActivity(&activities.Shops{Config: cfg, DB: db, Open: connectors.Open})
	r.RegisterActivity(&activities.Warehouse{Config: cfg, DB: db})
	r.RegisterActivity(&activities.Certificates{Config: cfg, DB: db})
	r.RegisterActivity(&activities.Reports{Config: cfg, DB: db})
	r.RegisterActivity(&adlists.Lists{Config: cfg, DB: db})
}

func options(cfg *config.Config, atOnce int, fatal chan<- error) worker.Options {
	return worker.Options{
		DeploymentOptions:                      deployment(cfg.Worker.Versioning),
		MaxConcurrentActivityExecutionSize:     atOnce,
		MaxConcurrentWorkflowTaskExecutionSize: 16,
		MaxHeartbeatThrottleInterval:           beatThrottle,
		WorkerStopTimeout:                      stopTimeout,
		OnFatalError: func(err error) {
			select {
			case fatal <- err:
			default:
			}
		},
	}
}

// deployment is the version that a worker says it is of; its zero is none.
func deployment(v operation.Versioning) worker.DeploymentOptions {
	if !v.On() {
		return worker.DeploymentOptions{}
	}
	return worker.DeploymentOptions{UseVersioning: true, Version: worker.WorkerDeploymentVersion{
		DeploymentName: v.Deployment, BuildID: cmp.Or(v.Build, regulars.Version),
	}}
}

// stop ends the polling, waits for what is under way, and closes the senders'
// connections.
func (all *workers) stop() error {
	var group sync.WaitGroup
	for _, w := range all.polling {
		group.Go(w.Stop)
	}
	group.Wait()
	return all.sends.Close()
}
