package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/crypto/ssh/knownhosts"
)

// The environment of SFTP: secrets and keys stand there or in files, never in the config.
const (
	envPassword   = "SFTP_PASSWORD"       // where the address has none
	envKeyFile    = "SFTP_KEY_FILE"       // a private key; else ~/.ssh/id_ed25519, id_ecdsa, id_rsa
	envPassphrase = "SFTP_KEY_PASSPHRASE" // of it
	envKnownHosts = "SFTP_KNOWN_HOSTS"    // else ~/.ssh/known_hosts
)

const sshTimeout = 30 * time.Second

// sftpClient is a connection to one server.
type sftpClient struct {
	*sftp.Client
	connection *ssh.Client
	stop       func() bool
}

func (c *sftpClient) close() {
	c.stop()
	_ = c.connection.Close() // first: a server that doesn't answer must not hold us
	_ = c.Client.Close()
}

func dialSFTP(ctx context.Context, u *url.URL) (*sftpClient, error) {
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), "22")
	}
	config, done, err := sshConfig(u, host)
	if err != nil {
		return nil, err
	}
	defer done()
	raw, err := (&net.Dialer{Timeout: sshTimeout}).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, Transient(fmt.Errorf("dial sftp://%s: %w", u.Host, err))
	}
	// Deadlines of the connection end with the handshake; after it, the context ends it.
	stop := context.AfterFunc(ctx, func() { _ = raw.Close() })
	_ = raw.SetDeadline(time.Now().Add(sshTimeout))
	connection, channels, requests, err := ssh.NewClientConn(raw, host, config)
	if err != nil {
		stop()
		_ = raw.Close()
		return nil, handshakeError(u, host, err)
	}
	_ = raw.SetDeadline(time.Time{})
	client := ssh.NewClient(connection, channels, requests)
	files, err := sftp.NewClient(client)
	if err != nil {
		stop()
		_ = client.Close()
		return nil, fmt.Errorf("sftp://%s lets us in, but offers no SFTP: %w", u.Host, err)
	}
	return &sftpClient{files, client, stop}, nil
}

func handshakeError(u *url.URL, host string, err error) error {
	var unknown *knownhosts.KeyError
	var network net.Error
	switch {
	case errors.As(err, &unknown):
		return hostKeyError(u, host, unknown, err)
	case errors.As(err, &network):
		return Transient(fmt.Errorf("dial sftp://%s: %w", u.Host, err))
	}
	return fmt.Errorf("sftp://%s refuses %s (%w): write the user into the address, and give its password as %s, or a key as %s", u.Host, u.User.Username(), err, envPassword, envKeyFile)
}

// presented carries the key that a server showed in an error.
type presented struct {
	error
	key ssh.PublicKey
}

func (p presented) Unwrap() error { return p.error }

func hostKeyError(u *url.URL, host string, unknown *knownhosts.KeyError, err error) error {
	print := "unknown"
	var shown presented
	if errors.As(err, &shown) {
		print = shown.key.Type() + " " + ssh.FingerprintSHA256(shown.key)
	}
	if len(unknown.Want) > 0 {
		return fmt.Errorf("sftp://%s shows another key (%s) than %s line %d has: somebody may stand between; ask its owner, then correct that line", u.Host, print, unknown.Want[0].Filename, unknown.Want[0].Line)
	}
	name, port, _ := net.SplitHostPort(host)
	return fmt.Errorf("the key of sftp://%s (%s) is not known: compare it with what its owner says, then run: ssh-keyscan -p %s %s >> %s", u.Host, print, port, name, knownHostsFile())
}

func knownHostsFile() string {
	if name := os.Getenv(envKnownHosts); name != "" {
		return name
	}
	return filepath.Join(sshFolder(), "known_hosts")
}

func sshFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "."
	}
	return filepath.Join(home, ".ssh")
}

// sshConfig is how we log in; done is called once we have.
func sshConfig(u *url.URL, host string) (config *ssh.ClientConfig, done func(), err error) {
	check, known, err := hostKeys(host)
	if err != nil {
		return nil, nil, err
	}
	methods, done, err := sshMethods(u)
	if err != nil {
		return nil, nil, err
	}
	return &ssh.ClientConfig{User: u.User.Username(), Auth: methods, HostKeyCallback: check, HostKeyAlgorithms: known, Timeout: sshTimeout}, done, nil
}

// hostKeys checks a server's key by the file of known hosts, and returns the kinds of
// keys that are known of it: it must show one of them.
func hostKeys(host string) (ssh.HostKeyCallback, []string, error) {
	refuse := func(string, net.Addr, ssh.PublicKey) error { return &knownhosts.KeyError{} }
	check := ssh.HostKeyCallback(refuse)
	if _, err := os.Stat(knownHostsFile()); err == nil {
		if check, err = knownhosts.New(knownHostsFile()); err != nil {
			return nil, nil, fmt.Errorf("read the known hosts %s: %w", knownHostsFile(), err)
		}
	}
	callback := func(host string, remote net.Addr, key ssh.PublicKey) error {
		if err := check(host, remote, key); err != nil {
			return presented{err, key}
		}
		return nil
	}
	var wanted *knownhosts.KeyError
	var kinds []string
	if err := check(host, &net.TCPAddr{}, noKey{}); errors.As(err, &wanted) {
		for _, k := range wanted.Want {
			if k.Key.Type() == ssh.KeyAlgoRSA {
				kinds = append(kinds, ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256)
			}
			kinds = append(kinds, k.Key.Type())
		}
	}
	return callback, kinds, nil
}

// noKey is a key that no host has.
type noKey struct{}

func (noKey) Type() string                        { return "none" }
func (noKey) Marshal() []byte                     { return []byte("none") }
func (noKey) Verify([]byte, *ssh.Signature) error { return errors.New("no key") }

// sshMethods are the ways to prove who we are: the password of the address or of the
// environment, a key file, the agent.
func sshMethods(u *url.URL) (methods []ssh.AuthMethod, done func(), err error) {
	done = func() {}
	password, has := u.User.Password()
	if !has {
		password = os.Getenv(envPassword)
	}
	if password != "" {
		methods = append(methods, ssh.Password(password), ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
			answers := make([]string, len(questions))
			for i := range answers {
				answers[i] = password
			}
			return answers, nil
		}))
	}
	signer, err := keyFile()
	if err != nil {
		return nil, nil, err
	}
	if signer != nil {
		methods = append(methods, ssh.PublicKeys(signer))
	}
	if socket := os.Getenv("SSH_AUTH_SOCK"); socket != "" && signer == nil {
		if c, err := net.Dial("unix", socket); err == nil {
			methods = append(methods, ssh.PublicKeysCallback(agent.NewClient(c).Signers))
			done = func() { _ = c.Close() }
		}
	}
	return methods, done, nil
}

// keyFile is the declared key, or the first of the user's that has no passphrase.
func keyFile() (ssh.Signer, error) {
	if name := os.Getenv(envKeyFile); name != "" {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read the key of %s: %w", envKeyFile, err)
		}
		var signer ssh.Signer
		if phrase := os.Getenv(envPassphrase); phrase != "" {
			signer, err = ssh.ParsePrivateKeyWithPassphrase(text, []byte(phrase))
		} else {
			signer, err = ssh.ParsePrivateKey(text)
		}
		if err != nil {
			return nil, fmt.Errorf("the key %s can't be used (%w): give its passphrase as %s", name, err, envPassphrase)
		}
		return signer, nil
	}
	for _, name := range []string{"id_ed25519", "id_ecdsa", "id_rsa"} {
		text, err := os.ReadFile(filepath.Join(sshFolder(), name))
		if err != nil {
			continue
		}
		if signer, err := ssh.ParsePrivateKey(text); err == nil {
			return signer, nil
		}
	}
	return nil, nil
}
