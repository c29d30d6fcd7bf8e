using System.Globalization;
using System.Text;
using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Gguf.Adapters;
using AgentMemory.Models.Tests.Peft;
using AgentMemory.Models.Tests.Weights;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Adapters.Peft;

namespace AgentMemory.Models.Tests.Hostile;

/// <summary>
/// Damaged adapters, files and PEFT folders, are converted or refused in a line, and nothing else. AGENTMEMORY_MUTATIONS says how many of
/// them.
/// </summary>
public sealed class HostileAdapters : IDisposable
{
    private const int MutationsUsual = 150;

    /// <summary>What damage to JSON puts in place of a piece: signs, numbers at their limits, other settings.</summary>
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", ",", ":", "null", "true", "-1", "0", "1e999", "4294967296", "9223372036854775807", "18446744073709551616",
        "0.5", "\"F16\"", "\"BF16\"", "\"I64\"", "[[[[[[[[[[", "\\u0000", "\n", "é", "[0,0]", "[4,4,4,4,4,4,4,4,4]", "\"rank_pattern\":{\"q_proj\":8}",
        "\"use_rslora\":true", "\"use_dora\":true", "lora_B", "lora_A", "layers.1.", "k_proj", "q_proj",
    ];

    private readonly TemporaryFolder _folder = new();

    private static int Count => int.Parse(
        Environment.GetEnvironmentVariable("AGENTMEMORY_MUTATIONS") ?? $"{MutationsUsual}", CultureInfo.InvariantCulture);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Damaged_adapter_files_are_converted_and_read_or_refused_in_a_line()
    {
        var model = ArchitectureModels.Save("llama", _folder.File("model.gguf"));
        var mutator = new GgufMutator(File.ReadAllBytes(PeftMaker.Save(_folder.File("sound.gguf"), ArchitectureModels.Shape("llama"))));
        Damage(rng =>
        {
            File.WriteAllBytes(_folder.File("damaged.gguf"), mutator.Mutate(rng));
            AdapterConversion.Convert(_folder.File("damaged.gguf"), model, _folder.File("out"));
            // What was written can be read again.
            AdapterConversion.Convert(_folder.File("out"), model, _folder.File("back.gguf"));
            AdapterFile.Read(_folder.File("damaged.gguf"));
        });
    }

    [Theory]
    [InlineData("llama")]
    [InlineData("phi3")]
    public void Damaged_peft_folders_are_converted_or_refused_in_a_line(string architecture)
    {
        var (model, folder) = PeftMaker.Folder(_folder, architecture);
        var (config, tensors) = (Path.Combine(folder, "adapter_config.json"), Path.Combine(folder, "adapter_model.safetensors"));
        var (soundConfig, soundTensors) = (File.ReadAllBytes(config), File.ReadAllBytes(tensors));
        var header = 8 + (int)BitConverter.ToInt64(soundTensors);
        Damage(rng =>
        {
            var strikesConfig = rng.Next(3) == 0;
            File.WriteAllBytes(config, strikesConfig ? Damaged(soundConfig, soundConfig.Length, rng) : soundConfig);
            File.WriteAllBytes(tensors, strikesConfig ? soundTensors : DamagedTensors(soundTensors, header, rng));
            AdapterConversion.Convert(folder, model, _folder.File("out.gguf"));
            // What was written is an adapter that fits.
            using var file = GgufFile.Open(_folder.File("out.gguf"));
            using var baseFile = GgufFile.Open(model);
            LoraLayout.Read(file, baseFile);
        });
    }

    private static void Damage(Action<Rng> use)
    {
        var (used, refused) = (0, 0);
        for (var i = 0; i < Count; i++)
        {
            try
            {
                use(new Rng(Rng.Mix(20_261_130, (ulong)i)));
                used++;
            }
            catch (Exception refusal) when (refusal is ModelFileException or UserErrorException)
            {
                Assert.DoesNotContain('\n', refusal.Message);
                Assert.InRange(refusal.Message.Length, 20, 1_000);
                refused++;
            }
        }

        Assert.True(refused > Count / 4, $"{refused} of {Count} were damaged: too few to prove anything");
        Assert.True(used > Count / 50, $"{used} of {Count} came through: too few to prove anything");
    }

    // A right length is put before a damaged header most of the time, so that the damage is read.
    private static byte[] DamagedTensors(byte[] sound, int header, Rng rng)
    {
        switch (rng.Next(8))
        {
            case 0:
                return sound[..rng.Next(sound.Length)];
            case 1:
                var length = (byte[])sound.Clone();
                length[rng.Next(8)] = (byte)rng.Next(256);
                return length;
            case 2:
                return [.. sound, .. new byte[1 + rng.Next(64)]];
            default:
                var json = Damaged(sound[8..header], header - 8, rng);
                return [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. sound[header..]];
        }
    }

    private static byte[] Damaged(byte[] sound, int within, Rng rng)
    {
        var bytes = sound.ToList();
        for (var times = 1 + rng.Next(3); times > 0; times--)
        {
            var at = rng.Next(Math.Min(within, bytes.Count));
            switch (rng.Next(4))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << rng.Next(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + rng.Next(24)));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[rng.Next(Pieces.Length)]));
                    break;
                default:
                    // A digit becomes another, which JSON stands.
                    var digit = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
                    bytes[digit < 0 ? at : digit] = (byte)('0' + rng.Next(10));
                    break;
            }

            if (bytes.Count == 0)
            {
                break;
            }
        }

        return [.. bytes];
    }
}
