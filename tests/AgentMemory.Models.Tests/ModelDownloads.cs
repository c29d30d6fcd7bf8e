using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Download;

namespace AgentMemory.Models.Tests;

/// <summary>Downloads from a server on this machine that does what servers do on bad days.</summary>
public sealed class ModelDownloads : IDisposable
{
    private static readonly DownloadSettings Hurried = new()
    {
        SilenceMax = TimeSpan.FromSeconds(60),
        PauseBetweenAttempts = TimeSpan.FromMilliseconds(10),
        AttemptsMax = 3,
    };

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = new byte[300_000];
    private readonly HttpClient _client = new();

    public ModelDownloads()
    {
        var rng = new Rng(1);
        for (var i = 0; i < _content.Length; i++)
        {
            _content[i] = (byte)rng.Next(256);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_model_comes_whole_and_a_second_pull_asks_nobody()
    {
        using var server = new Server(_content);
        var entry = Entry(server);
        var seen = new List<DownloadProgress>();
        Assert.True(await Download().FetchAsync(entry, new Listing(seen), default));
        Assert.Equal(_content, await File.ReadAllBytesAsync(entry.Path));
        Assert.Equal(new DownloadProgress(_content.Length, _content.Length), seen[^1]);
        Assert.False(File.Exists(entry.Path + ".partial"));
        Assert.False(await Download().FetchAsync(entry, null, default));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_is_taken_up_where_it_stopped()
    {
        using var server = new Server(_content) { BytesUntilBreak = 100_000 };
        var entry = Entry(server);
        Assert.True(await Download().FetchAsync(entry, null, default));
        Assert.Equal(_content, await File.ReadAllBytesAsync(entry.Path));
        Assert.Equal(["", "bytes=100000-", "bytes=200000-"], server.Requests);
    }

    [Fact]
    public async Task A_killed_download_goes_on_with_the_next_pull()
    {
        using var server = new Server(_content) { PauseAfterBytes = 50_000 };
        var entry = Entry(server);
        using var killed = new CancellationTokenSource();
        var seen = new List<DownloadProgress>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Download().FetchAsync(
            entry, new Listing(seen, at => { if (at.BytesHere >= 50_000) { killed.Cancel(); } }), killed.Token));
        Assert.False(File.Exists(entry.Path));
        Assert.Equal(50_000, new FileInfo(entry.Path + ".partial").Length);
        server.PauseAfterBytes = int.MaxValue;
        Assert.True(await Download().FetchAsync(entry, null, default));
        Assert.Equal("bytes=50000-", server.Requests[^1]);
        Assert.Equal(_content, await File.ReadAllBytesAsync(entry.Path));
    }

    [Fact]
    public async Task One_that_was_whole_and_only_not_renamed_needs_no_server()
    {
        using var server = new Server(_content);
        var entry = Entry(server);
        await File.WriteAllBytesAsync(entry.Path + ".partial", _content);
        Assert.True(await Download().FetchAsync(entry, null, default));
        Assert.Empty(server.Requests);
        Assert.Equal(_content, await File.ReadAllBytesAsync(entry.Path));
    }

    [Fact]
    public async Task A_server_without_ranges_starts_over()
    {
        using var server = new Server(_content) { KnowsRanges = false };
        var entry = Entry(server);
        await File.WriteAllBytesAsync(entry.Path + ".partial", _content[..70_000]);
        Assert.True(await Download().FetchAsync(entry, null, default));
        Assert.Equal(_content, await File.ReadAllBytesAsync(entry.Path));
    }

    [Fact]
    public async Task A_server_without_ranges_that_always_breaks_is_given_up_and_what_came_is_kept()
    {
        using var server = new Server(_content) { KnowsRanges = false, BytesUntilBreak = 100_000 };
        var entry = Entry(server);
        var error = await Refused(entry);
        Assert.Contains("3 times", error, StringComparison.Ordinal);
        Assert.Contains("pull again", error, StringComparison.Ordinal);
        Assert.Equal(100_000, new FileInfo(entry.Path + ".partial").Length);
    }

    [Fact]
    public async Task A_slow_server_is_waited_for_and_a_silent_one_is_not()
    {
        using (var slow = new Server(_content) { PauseBetweenPieces = TimeSpan.FromMilliseconds(20) })
        {
            Assert.True(await Download().FetchAsync(Entry(slow, "slow.gguf"), null, default));
        }

        using var silent = new Server(_content) { PauseAfterBytes = 0 };
        var patience = Hurried with { SilenceMax = TimeSpan.FromMilliseconds(200), AttemptsMax = 2 };
        var error = await Assert.ThrowsAsync<UserErrorException>(
            () => new ModelDownload(_client, patience, TimeProvider.System).FetchAsync(Entry(silent), null, default));
        Assert.Contains("no byte came", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_hash_keeps_nothing_and_tells_both()
    {
        using var server = new Server(_content);
        var entry = Entry(server) with { Sha256 = new string('0', 64) };
        var error = await Refused(entry);
        Assert.Contains(new string('0', 64), error, StringComparison.Ordinal);
        Assert.Contains(Hash(_content), error, StringComparison.Ordinal);
        Assert.False(File.Exists(entry.Path));
        Assert.False(File.Exists(entry.Path + ".partial"));
    }

    [Fact]
    public async Task A_partial_of_another_file_is_found_out_by_the_hash()
    {
        using var server = new Server(_content);
        var entry = Entry(server);
        await File.WriteAllBytesAsync(entry.Path + ".partial", new byte[1_000]);
        Assert.Contains("sha256", await Refused(entry), StringComparison.Ordinal);
        Assert.True(await Download().FetchAsync(entry, null, default));
    }

    [Fact]
    public async Task A_partial_longer_than_the_file_is_thrown_away()
    {
        using var server = new Server(_content);
        var entry = Entry(server);
        await File.WriteAllBytesAsync(entry.Path + ".partial", new byte[_content.Length + 5]);
        Assert.True(await Download().FetchAsync(entry, null, default));
        Assert.Equal(_content, await File.ReadAllBytesAsync(entry.Path));
    }

    [Theory]
    [InlineData(404, "answers 404")]
    [InlineData(403, "answers 403")]
    [InlineData(503, "answers 503")]
    public async Task A_server_that_says_no_is_quoted(int status, string expected)
    {
        using var server = new Server(_content) { Status = status };
        var entry = Entry(server);
        Assert.Contains(expected, await Refused(entry), StringComparison.Ordinal);
        Assert.Equal(status == 503 ? Hurried.AttemptsMax : 1, server.Requests.Count);
        Assert.False(File.Exists(entry.Path));
    }

    [Fact]
    public async Task A_length_that_is_announced_wrongly_never_makes_a_model()
    {
        using var longer = new Server(_content) { AnnouncedExtra = 10 };
        Assert.Contains("failed", await Refused(Entry(longer, "longer.gguf")), StringComparison.Ordinal);
        using var shorter = new Server(_content) { AnnouncedExtra = -10 };
        var entry = Entry(shorter, "shorter.gguf");
        Assert.Contains("sha256", await Refused(entry), StringComparison.Ordinal);
        Assert.False(File.Exists(entry.Path));
    }

    [Fact]
    public async Task Nobody_there_no_url_and_an_open_road_are_the_users_errors()
    {
        var nowhere = new ModelEntry { Id = "m", Path = _folder.File("m.gguf"), Sha256 = Hash(_content), Url = "http://127.0.0.1:9/m" };
        Assert.Contains("failed 3 times", await Refused(nowhere), StringComparison.Ordinal);
        Assert.Contains("no url", await Refused(nowhere with { Url = null }), StringComparison.Ordinal);
        Assert.Contains("no https", await Refused(nowhere with { Url = "http://example.org/m" }), StringComparison.Ordinal);
        Assert.Contains("no https", await Refused(nowhere with { Url = "file:///etc/passwd" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Records_of_checks_hold_until_the_file_changes()
    {
        var here = Path.GetDirectoryName(_folder.File("x"))!;
        var path = _folder.File("m.gguf");
        File.WriteAllBytes(path, _content);
        var file = new FileInfo(path);
        var record = new ModelRecord
        {
            Sha256 = Hash(_content),
            Bytes = file.Length,
            Modified = new DateTimeOffset(file.LastWriteTimeUtc),
            Checked = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
            CanComplete = true,
            CanEmbed = true,
            CanTrain = false,
            LogitMaxAbsDifference = 1e-6,
            WhyNot = "because",
        };
        Assert.True(ModelRecords.Read(here).Keep(path, record));
        Assert.Equal(record, ModelRecords.Read(here).Of(path));
        Assert.False(ModelRecords.Read(here).Keep(Path.Combine(Path.GetTempPath(), "elsewhere.gguf"), record));
        File.AppendAllText(path, "more");
        Assert.Null(ModelRecords.Read(here).Of(path));
        File.WriteAllText(_folder.File(ModelRecords.FileName), "{");
        Assert.Throws<UserErrorException>(() => ModelRecords.Read(here));
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private ModelDownload Download() => new(_client, Hurried, TimeProvider.System);

    private async Task<string> Refused(ModelEntry entry)
    {
        var error = await Assert.ThrowsAsync<UserErrorException>(() => Download().FetchAsync(entry, null, default));
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }

    private ModelEntry Entry(Server server, string name = "m.gguf") =>
        new() { Id = "m", Path = _folder.File(name), Sha256 = Hash(_content), Url = server.Address };

    private sealed class Listing(List<DownloadProgress> seen, Action<DownloadProgress>? also = null) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value)
        {
            seen.Add(value);
            also?.Invoke(value);
        }
    }

    /// <summary>HTTP by hand over a socket, so that it can be broken anywhere.</summary>
    private sealed class Server : IDisposable
    {
        private const int PieceBytes = 10_000;
        private readonly byte[] _content;
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _running;

        internal Server(byte[] content)
        {
            _content = content;
            _listener.Start();
            _running = RunAsync();
        }

        internal string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/model.gguf";

        /// <summary>The Range header of each request.</summary>
        internal List<string> Requests { get; } = [];

        internal int Status { get; init; } = 200;

        internal bool KnowsRanges { get; init; } = true;

        internal int BytesUntilBreak { get; init; } = int.MaxValue;

        internal int PauseAfterBytes { get; set; } = int.MaxValue;

        internal TimeSpan PauseBetweenPieces { get; init; }

        internal int AnnouncedExtra { get; init; }

        public void Dispose()
        {
            _end.Cancel();
            _listener.Dispose();
            _running.Wait(TimeSpan.FromSeconds(5));
            _end.Dispose();
        }

        private async Task RunAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                    await AnswerAsync(client.GetStream());
                }
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The test is over.
            }
        }

        private async Task AnswerAsync(NetworkStream stream)
        {
            try
            {
                var range = await ReadRangeAsync(stream);
                Requests.Add(range);
                var from = KnowsRanges && range.Length > 0
                    ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : 0;
                var status = Status != 200 ? Status : from == 0 ? 200 : from < _content.Length ? 206 : 416;
                var length = status is 200 or 206 ? _content.Length - from : 0;
                var place = status == 206 ? $"Content-Range: bytes {from}-{_content.Length - 1}/{_content.Length}\r\n" : "";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 {status} So\r\nContent-Length: {length + (length > 0 ? AnnouncedExtra : 0)}\r\n{place}Connection: close\r\n\r\n"));
                await SendAsync(stream, from, length);
            }
            catch (IOException)
            {
                // The other side hung up.
            }
        }

        private async Task SendAsync(NetworkStream stream, int from, int length)
        {
            for (var sent = 0; sent < length; sent += PieceBytes)
            {
                if (sent >= BytesUntilBreak)
                {
                    return;
                }

                if (sent >= PauseAfterBytes)
                {
                    // Until the other side hangs up, which reads as no byte.
                    await stream.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, _end.Token);
                    return;
                }

                await stream.WriteAsync(_content.AsMemory(from + sent, Math.Min(PieceBytes, length - sent)));
                await Task.Delay(PauseBetweenPieces, _end.Token);
            }
        }

        private static async Task<string> ReadRangeAsync(NetworkStream stream)
        {
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var range = "";
            while (await reader.ReadLineAsync() is { Length: > 0 } line)
            {
                if (line.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase))
                {
                    range = line["Range: ".Length..];
                }
            }

            return range;
        }
    }
}
