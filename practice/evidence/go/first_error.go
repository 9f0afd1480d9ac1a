// Minimum: Go 1.19
// Built with: -race
package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// group does what errgroup of golang.org/x/sync promises, with std alone.
type group struct {
	all    sync.WaitGroup
	once   sync.Once
	err    error // written once; read after all.Wait
	cancel context.CancelFunc
}

func withContext(parent context.Context) (*group, context.Context) {
	ctx, cancel := context.WithCancel(parent)
	return &group{cancel: cancel}, ctx
}

func (g *group) start(work func() error) {
	g.all.Add(1)
	go func() {
		defer g.all.Done()
		if err := work(); err != nil {
			g.once.Do(func() { g.err = err; g.cancel() })
		}
	}()
}

func (g *group) wait() error {
	g.all.Wait()
	g.cancel()
	return g.err
}

func main() {
	g, ctx := withContext(context.Background())
	unmounted := make(chan struct{})
	g.start(func() error { return errors.New("pull: no such image") })
	g.start(func() error {
		<-ctx.Done()
		fmt.Println("mount: sees the cancel, and unmounts")
		close(unmounted)
		return ctx.Err()
	})
	g.start(func() error {
		<-unmounted // it does not look at the context
		fmt.Println("probe: ends by itself")
		return errors.New("probe: no answer")
	})
	fmt.Println("wait:", g.wait())

	g, ctx = withContext(context.Background())
	g.start(func() error { return nil })
	fmt.Println("no failure:", g.wait())
	fmt.Println("and the group's context:", ctx.Err())
}
