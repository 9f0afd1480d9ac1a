// Minimum: Go 1.21
package main

import (
	"context"
	"fmt"
)

// chain gives contexts that end when any of its parents ends.
type chain struct{ parents []context.Context }

func (c *chain) Context() context.Context {
	merged, cancel := context.WithCancelCause(context.Background())
	for _, parent := range c.parents {
		parent := parent
		// Runs in a goroutine of its own when the parent has ended.
		context.AfterFunc(parent, func() { cancel(context.Cause(parent)) })
	}
	return merged
}

func main() {
	request, endRequest := context.WithCancel(context.Background())
	shutdown, endShutdown := context.WithCancel(context.Background())
	defer endRequest()
	c := &chain{parents: []context.Context{request}}
	early := c.Context()
	c.parents = append(c.parents, shutdown)
	late := c.Context()
	endShutdown()
	<-late.Done()
	fmt.Println("made after the parent was added: ", late.Err())
	fmt.Println("handed out before:               ", early.Err())
	endRequest()
	<-early.Done()
	fmt.Println("its own parent ends:             ", early.Err())
}
