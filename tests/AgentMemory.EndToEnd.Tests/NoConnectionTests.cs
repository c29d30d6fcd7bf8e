using System.Collections.Concurrent;
using System.Diagnostics.Tracing;
using AgentMemory.Cli;
using AgentMemory.Testing;

namespace AgentMemory.EndToEnd.Tests;

/// <summary>Commands open no connection, not through a package either: .NET's own events of names and sockets are listened to.</summary>
[Collection(nameof(NoConnectionTests))]
public sealed class NoConnectionTests
{
    [CollectionDefinition(nameof(NoConnectionTests), DisableParallelization = true)]
    public sealed class Alone;

    [Fact]
    public void Commands_that_learn_remember_and_answer_open_no_connection()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["l.jsonl"], """{"prompt":"the door?","completion":" blue"}""");
        using var connections = new Connections();
        foreach (var line in new string[][]
        {
            ["complete", "--prompt", "a", "--tokens", "1"],
            ["train", "--lessons", folder["l.jsonl"], "--validation", "0", "--epochs", "1", "--out", folder["a.gguf"]],
            ["run", "heaps?hidden=takes&seed=7", "--learner", "notes", "--episodes", "1"],
            ["memory", "add", "Ana lives in Oslo.", "--store", folder["memory.db"]],
            ["memory", "search", "Ana", "--store", folder["memory.db"]],
            ["models", "inspect", folder["a.gguf"]],
        })
        {
            Assert.Equal(0, CommandProgram.Run(line, CancellationToken.None));
        }

        Assert.Empty(connections.Seen);
    }

    [Fact]
    public async Task A_connection_would_be_seen()
    {
        using var connections = new Connections();
        using var client = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://127.0.0.1:1/")));
        Assert.NotEmpty(connections.Seen);
    }

    private sealed class Connections : EventListener
    {
        private static readonly string[] Sources = ["System.Net.Sockets", "System.Net.NameResolution", "System.Net.Http"];

        public ConcurrentBag<string> Seen { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (Sources.Contains(eventSource.Name))
            {
                EnableEvents(eventSource, EventLevel.Verbose, EventKeywords.All);
            }
        }

        // The base class calls while it is constructed, before the bag is there; counters come by themselves.
        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName != "EventCounters")
            {
                Seen?.Add($"{eventData.EventSource.Name}/{eventData.EventName}");
            }
        }
    }
}
