// Minimum: Go 1.19

// Package daemon is a twin of the bug in Go, to read beside the Rust: the same steps, the same limits, the
// same missing deadline. It is written for this workbook and is not containerd's code.
package daemon

import (
	"context"
	"sync"
	"time"
)

// Limits come from the configuration file. Zero means "no limit" for the first two.
type Limits struct{ Start, Request, Cleanup time.Duration }

// Node is the node. Every call ends when its context does.
type Node interface {
	Connect(ctx context.Context, id string) error
	State(ctx context.Context, id string) (pid int, err error)
	Watch(ctx context.Context, id string, pid int) error
	Kill(ctx context.Context, id string) error
	DeleteBundle(ctx context.Context, id string) error
}

// Daemon is the daemon, as far as its start needs it; init is made by its constructor, which is left out.
type Daemon struct {
	node   Node
	limits Limits

	mu   sync.Mutex
	init map[string]int
}

// Start takes the shims back, side by side. Nothing in it knows limits.Start.
func (d *Daemon) Start(ctx context.Context, ids []string) {
	began := time.Now()
	var loads sync.WaitGroup
	for _, id := range ids {
		id := id
		loads.Add(1)
		go func() {
			defer loads.Done()
			d.load(ctx, id, began)
		}()
	}
	loads.Wait()
}

func (d *Daemon) load(ctx context.Context, id string, began time.Time) {
	pid, err := d.ask(ctx, id)
	if err == nil {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.init[id] = pid
		return
	}
	if ctx.Err() != nil {
		return // the daemon was told to stop
	}
	// Two steps share what three requests left. The context may be over before the first of them.
	rest, cancel := context.WithDeadline(context.Background(), began.Add(3*d.limits.Request))
	defer cancel()
	_ = d.node.Kill(rest, id)
	_ = d.node.DeleteBundle(rest, id)
}

func (d *Daemon) ask(ctx context.Context, id string) (pid int, err error) {
	if err = d.step(ctx, func(ctx context.Context) error { return d.node.Connect(ctx, id) }); err != nil {
		return 0, err
	}
	err = d.step(ctx, func(ctx context.Context) error { pid, err = d.node.State(ctx, id); return err })
	if err != nil {
		return 0, err
	}
	return pid, d.step(ctx, func(ctx context.Context) error { return d.node.Watch(ctx, id, pid) })
}

// step gives each call a limit of its own. WithTimeout takes zero for "over already", and not for "none".
func (d *Daemon) step(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, d.limits.Request)
	defer cancel()
	return call(ctx)
}
