package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"regulars/config"
	"regulars/console"
	"regulars/deploy/local/address"
	"regulars/starter/session"
)

// shortestPassword is how many letters a password has at least.
const shortestPassword = 12

func newConsole(_ *session.Session) *cobra.Command {
	c := &cobra.Command{
		Use:   "console",
		Short: "Print a link into the web console of the stack that is up here",
		Long: `Prints a link that signs in once, from this machine, to the console of the stack that
` + "`starter up` or `starter demo`" + ` has up here. A link of before no longer does.

A worker of its own serves the console to the users of its config, under console.`,
		Example: "  go run ./starter console\n  go run ./starter console password",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, up := address.Find(""); !up {
				return errors.New("no stack is up here: `go run ./starter up` starts one, with a console")
			}
			link, err := consoleLink().New()
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), link)
			return nil
		},
	}
	c.AddCommand(newConsolePassword())
	return c
}

func newConsolePassword() *cobra.Command {
	return &cobra.Command{
		Use:   "password",
		Short: "Read a password and print its hash, for console.users of a config",
		Long: `Reads a password, twice from a terminal, once from a pipe, and prints its argon2id hash.
Keep the hash in a file that password_file names, or in the variable of password.`,
		Example: "  go run ./starter console password > secrets/mei.hash",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			password, err := readPassword(cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if len([]rune(password)) < shortestPassword {
				return fmt.Errorf("the password is too short: use %d letters or more, such as four words", shortestPassword)
			}
			fmt.Fprintln(cmd.OutOrStdout(), console.HashPassword(password))
			return nil
		},
	}
}

// readPassword reads a line, which a terminal doesn't show.
func readPassword(in io.Reader, ask io.Writer) (string, error) {
	file, is := in.(*os.File)
	if !is || !term.IsTerminal(int(file.Fd())) {
		line, err := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read the password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	var words [2]string
	for i, prompt := range []string{"password: ", "once more: "} {
		fmt.Fprint(ask, prompt)
		text, err := term.ReadPassword(int(file.Fd()))
		fmt.Fprintln(ask)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		words[i] = string(text)
	}
	if words[0] != words[1] {
		return "", errors.New("the two are not the same: begin again")
	}
	return words[0], nil
}

// consoleLink is how this machine's user gets into the console of the stack here.
func consoleLink() console.Link { return console.Link{Dir: filepath.Join(address.Dir, "console")} }

// consoleOf chooses where the worker that this program starts serves its console, and
// records it for links.
func consoleOf(cfg *config.Config) (listen string, err error) {
	if listen, err = workerAddress(cfg.Console.Listen); err != nil {
		return "", err
	}
	scheme := "http://"
	if cfg.Console.Certificate != "" {
		scheme = "https://"
	}
	return listen, consoleLink().Announce(scheme + listen)
}

// showConsole prints the link that signs in.
func showConsole(ctx context.Context, out io.Writer) {
	link, err := consoleLink().New()
	if err == nil && ctx.Err() == nil {
		fmt.Fprintf(out, "\nconsole: %s\n", link)
	}
}

// person returns who runs the command, as the machine knows them.
func person() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "the command line"
}
