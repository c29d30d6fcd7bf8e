using System.Diagnostics;
using AgentMemory.Core;
using AgentMemory.Memory.Database;
using AgentMemory.Memory.Store;
using AgentMemory.Testing;
using AgentMemory.Verdicts.Curves;

namespace AgentMemory.Tests.Core;

/// <summary>Pipes and devices are told from files before they are opened, since opening a pipe may never return.</summary>
public sealed class RegularFileTests
{
    [Fact]
    public void Pipes_and_devices_are_named_and_files_are_not()
    {
        using var folder = new TemporaryFolder();
        if (!Pipe(folder["pipe"]))
        {
            return;
        }

        File.CreateSymbolicLink(folder["link"], folder["pipe"]);
        File.WriteAllText(folder["empty"], "");
        File.WriteAllText(folder["full"], "x");
        File.CreateSymbolicLink(folder["nowhere"], folder["gone"]);
        Assert.Equal("a named pipe", RegularFile.OtherKind(folder["pipe"]));
        Assert.Equal("a named pipe", RegularFile.OtherKind(folder["link"]));
        Assert.Equal("a device", RegularFile.OtherKind("/dev/null"));
        Assert.Equal("a device", RegularFile.OtherKind("/dev/zero"));
        foreach (var path in new[] { folder["empty"], folder["full"], folder["gone"], folder["nowhere"], folder.Path, "", "a\0b", "/proc/self/stat" })
        {
            Assert.Null(RegularFile.OtherKind(path));
        }
    }

    [Fact]
    public void Whoever_reads_a_pipe_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        if (!Pipe(folder["pipe"]))
        {
            return;
        }

        Action[] readers =
        [
            () => TextFile.Read(folder["pipe"], "plan"),
            () => TextFile.Bytes(folder["pipe"], "lessons"),
            () => TextFile.Lines(folder["pipe"], "answers").ToList(),
            () => CurveFile.Read(folder["pipe"]),
            () => MemoryStore.Open(folder["pipe"], new MemoryStoreOptions { Time = TimeProvider.System }).Dispose(),
            () => MemoryStore.Open(folder["pipe"], new MemoryStoreOptions { Time = TimeProvider.System, ReadOnly = true }).Dispose(),
            () => AgentMemory.Experiments.Ledger.SqliteLedger.Open(folder["pipe"]).Dispose(),
            () => AgentMemory.Core.Learners.Artifact.Of(folder.Path),
        ];
        foreach (var read in readers)
        {
            var message = Assert.Throws<UserErrorException>(read).Message;
            Assert.Contains($"{folder["pipe"]} is a named pipe, which is not opened", message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', message);
        }
    }

    private static bool Pipe(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        using var made = Process.Start("mkfifo", path);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return true;
    }
}
