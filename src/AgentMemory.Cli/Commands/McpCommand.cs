using System.CommandLine;
using AgentMemory.Agents;
using AgentMemory.Agents.Functions;
using AgentMemory.Agents.Protocol;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Chat;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Core.Play;

namespace AgentMemory.Cli.Commands;

/// <summary>A store and games for other programs, over the Model Context Protocol on standard input and output.</summary>
internal static class McpCommand
{
    public static Command Make(CancellationToken cancellation)
    {
        var (store, embedder, again) = (MemoryOptions.Store(), MemoryOptions.Embedder(), MemoryOptions.EmbedAgain());
        var command = new Command(
            "mcp",
            "Serve a store, a notebook and games over the Model Context Protocol on standard input and output.\n"
            + "Example: agentmemory mcp --store memory.db")
        {
            store, embedder, again,
        };
        command.SetAction(async (parsed, _) =>
        {
            // Standard output is the protocol's alone: one line of anything else and clients drop the server.
            Console.SetOut(Console.Error);
            using var session = MemorySession.Open(parsed.GetValue(store)!, parsed.GetValue(embedder), parsed.GetValue(again), mustExist: false);
            foreach (var remark in session.Store.Remarks)
            {
                await Console.Error.WriteLineAsync(remark);
            }

            var functions = AgentFunctions.Of(
                new SharedStore(session.Store), Catalogue.Playable(PromptBook.Load(Home.Find().Prompts)), "by the Model Context Protocol");
            await FunctionServer.ServeAsync(
                functions,
                typeof(McpCommand).Assembly.GetName().Version!.ToString(3),
                Console.OpenStandardInput(),
                Console.OpenStandardOutput(),
                TimeProvider.System,
                cancellation);
            // A client ends a server by closing its input or, where that is not enough, by SIGTERM ("Shutdown" of the protocol): either is
            // the end that was wanted. Nothing is broken off, since a store is written call by call.
            return ExitCode.Done;
        });
        return command;
    }
}
