using System.CommandLine;
using System.Globalization;
using AgentMemory.Cli.Processes;
using AgentMemory.Core;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Download;
using AgentMemory.Inference.Llama;

namespace AgentMemory.Cli.Commands;

/// <summary>Downloads a model that models.json describes.</summary>
internal static class ModelsPullCommand
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    public static Command Make(CancellationToken cancellation)
    {
        var id = new Argument<string>("ID") { Description = "An id from models/models.json" };
        var command = new Command(
            "pull", "Download a model into models/; one that was broken off goes on where it stopped.\nExample: agentmemory models pull small")
        {
            id,
        };
        command.SetAction(async (parsed, _) =>
        {
            var catalogue = ModelCatalogue.Read(Home.Find().Models);
            var wanted = parsed.GetValue(id)!;
            var entry = catalogue.Entries.FirstOrDefault(entry => entry.Id == wanted)
                ?? throw new UserErrorException($"no model '{wanted}' in models.json (it has: "
                    + $"{string.Join(", ", catalogue.Entries.Select(known => known.Id))}); add it there with url and sha256"
                    + NearestName.Hint(wanted, catalogue.Entries.Select(known => known.Id)));
            // Silence is counted by the download itself; a large file may take hours.
            using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
            var download = new ModelDownload(client, new DownloadSettings(), TimeProvider.System);
            var isNew = await download.FetchAsync(entry, new Lines(entry.Id), cancellation);
            Console.Out.WriteLine(isNew ? $"{entry.Id}: {entry.Path}" : $"{entry.Id}: was here already, {entry.Path}");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>A line every few seconds on standard error; on a terminal it overwrites itself.</summary>
    private sealed class Lines(string id) : IProgress<DownloadProgress>
    {
        private long _last;

        public void Report(DownloadProgress value)
        {
            var isWhole = value.BytesHere == value.BytesTotal;
            if (!isWhole && _last != 0 && TimeProvider.System.GetElapsedTime(_last) < (Console.IsErrorRedirected ? BetweenLines : BetweenLines / 20))
            {
                return;
            }

            _last = TimeProvider.System.GetTimestamp();
            var share = value.BytesTotal is { } total and > 0
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{MemoryNeed.MiB(value.BytesHere)} of {MemoryNeed.MiB(total)} ({100.0 * value.BytesHere / total:F0}%)")
                : MemoryNeed.MiB(value.BytesHere);
            Console.Error.Write(Console.IsErrorRedirected ? $"{id}: {share}\n" : $"\r{id}: {share}{(isWhole ? "\n" : "")}");
        }
    }
}
