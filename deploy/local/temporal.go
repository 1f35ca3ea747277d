package local

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
)

const (
	temporalPort   = 7233
	temporalUIPort = 8233

	temporalWait = 120 * time.Second
)

// searchAttributes are registered at each start; each is one idea, one Keyword.
var searchAttributes = []string{"RegularsBrand", "RegularsDate", "RegularsKind"}

func (s *Stack) startTemporal(ctx context.Context, binary string) error {
	port, err := s.options.port(temporalPort)
	if err != nil {
		return err
	}
	uiPort, err := listenable(0) // the door's
	if err != nil {
		return err
	}
	s.Addresses.Temporal = loopback(port)
	s.options.Progress("Temporal is starting")
	s.temporal.child = Child{Name: "temporal", Args: s.temporalArgs(binary, port, uiPort)}
	return s.behindDoor(temporalUIPort, loopback(uiPort), credentials{}, &s.Addresses.TemporalUI, func() error { return s.StartTemporal(ctx) })
}

func (s *Stack) temporalArgs(binary string, port, uiPort int) []string {
	args := []string{
		binary, "server", "start-dev",
		"--ip", "127.0.0.1",
		"--port", strconv.Itoa(port),
		"--ui-port", strconv.Itoa(uiPort),
		"--db-filename", s.data("temporal.db"),
		"--log-level", "warn",
		// Without it this server ignores priorities.
		"--dynamic-config-value", "matching.useNewMatcher=true",
		"--dynamic-config-value", "frontend.enableServerVersionCheck=false",
		// Its HTTP port, which nobody here uses, would start workflows for any page of a browser.
		"--dynamic-config-value", `frontend.httpAllowedHosts=["nobody.invalid"]`,
	}
	for _, name := range searchAttributes {
		args = append(args, "--search-attribute", name+"=Keyword")
	}
	return args
}

// pingTemporal asks for the namespace, which comes to be after the port is open.
func (s *Stack) pingTemporal(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := probe(ctx, s.Addresses.Temporal); err != nil {
		return err
	}
	temporal, err := client.DialContext(ctx, client.Options{HostPort: s.Addresses.Temporal})
	if err != nil {
		return err
	}
	defer temporal.Close()
	_, err = temporal.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: client.DefaultNamespace})
	if err != nil {
		return fmt.Errorf("namespace %s: %w", client.DefaultNamespace, err)
	}
	return nil
}
