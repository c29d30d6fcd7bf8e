using System.Text;
using AgentMemory.Core;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Core;

/// <summary>Text and YAML that users name: read within bounds, or refused in a line.</summary>
public sealed class UserFileTests
{
    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    public void Deep_nesting_is_refused_and_does_not_overflow_the_stack(string opening)
    {
        var text = string.Concat(Enumerable.Repeat(opening, 100_000));
        Assert.Contains("deep.yaml, line ", Assert.Throws<UserErrorException>(() => YamlText.Mapping("deep.yaml", text)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_up_to_the_limit_is_read()
    {
        var inside = YamlText.DepthMax - 1;
        var text = "a: " + new string('[', inside) + new string(']', inside);
        Assert.Single(YamlText.Mapping("flat.yaml", text).Children);
        Assert.Throws<UserErrorException>(() => YamlText.Mapping("flat.yaml", $"a: [{text[3..]}]"));
    }

    [Fact]
    public void Lines_are_those_of_the_platform_s_own_reader()
    {
        using var folder = new TemporaryFolder();
        var rng = new Rng(8);
        string[] parts = ["a", "ä", "😀", " ", "\n", "\r\n", "\r", "\n\n"];
        for (var i = 0; i < 200; i++)
        {
            var text = string.Concat(Enumerable.Range(0, rng.Next(30)).Select(_ => rng.Pick(parts)));
            File.WriteAllText(folder["lines.txt"], text);
            Assert.Equal(File.ReadLines(folder["lines.txt"]), TextFile.Lines(folder["lines.txt"], "lines"));
        }
    }

    [Fact]
    public void Marked_texts_of_either_encoding_are_read_and_bytes_that_are_no_text_are_refused()
    {
        using var folder = new TemporaryFolder();
        foreach (var encoding in new Encoding[] { new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            File.WriteAllText(folder["marked.txt"], "grüße\n", encoding);
            Assert.Equal("grüße\n", TextFile.Read(folder["marked.txt"], "text"));
            Assert.Equal(["grüße"], TextFile.Lines(folder["marked.txt"], "text"));
        }

        foreach (var bytes in new byte[][] { [0xC3], [0xFF, 0x41], [(byte)'a', 0, (byte)'b'], [0xED, 0xA0, 0x80] })
        {
            File.WriteAllBytes(folder["binary.txt"], bytes);
            Assert.Throws<UserErrorException>(() => TextFile.Read(folder["binary.txt"], "text"));
            Assert.Throws<UserErrorException>(() => TextFile.Lines(folder["binary.txt"], "text").ToList());
        }
    }

    [Theory]
    [InlineData("/dev/null", true)]
    [InlineData("/dev/../dev/full", true)]
    [InlineData("/proc/self/mem", true)]
    [InlineData("/dev/shm/model.gguf", false)]
    [InlineData("/tmp/dev/null", false)]
    [InlineData("dev/null", false)]
    [InlineData("", false)]
    public void Devices_are_told_from_files(string path, bool isDevice) =>
        Assert.Equal(isDevice && !OperatingSystem.IsWindows(), DevicePath.Is(path));
}
