// Package rollout is the commands about versions of workers: which is current, which gets
// a share, and which old one has nothing open anymore.
package rollout
