using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using AgentMemory.Cli.Processes;
using AgentMemory.Experiments.Ledger;

namespace AgentMemory.Cli.Options;

/// <summary>What --version prints: the program, and the SQLite library that it loads, which a system may have replaced.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var program = typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
        Console.Out.WriteLine(program.InformationalVersion);
        Console.Out.WriteLine($"SQLite {SqliteLedger.EngineVersion()}");
        return ExitCode.Done;
    }
}
