using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentMemory.Gguf;

namespace AgentMemory.Native.Tests;

/// <summary>
/// Holds our structs against tests/native-layouts/layouts.golden.txt, which a C program compiled from the matching
/// headers printed (print_layouts.c beside it says how to regenerate).
/// </summary>
public sealed class Layouts
{
    private static readonly Dictionary<string, string> Golden = ReadGolden();

    [Theory]
    [InlineData("llama_model_params", typeof(LlamaModelParams))]
    [InlineData("llama_context_params", typeof(LlamaContextParams))]
    [InlineData("llama_batch", typeof(LlamaBatch))]
    [InlineData("llama_token_data", typeof(LlamaTokenData))]
    [InlineData("llama_token_data_array", typeof(LlamaTokenDataArray))]
    [InlineData("ggml_init_params", typeof(GgmlInitParams))]
    [InlineData("ggml_backend_dev_props", typeof(GgmlBackendDevProps))]
    [InlineData("ggml_tensor", typeof(GgmlTensor))]
    public void Every_struct_has_the_size_and_the_offsets_that_C_gives_it(string native, Type managed)
    {
        Assert.Equal(Whole(native), Marshal.SizeOf(managed));
        var fields = Golden.Keys.Where(key => key.StartsWith(native + ".", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(fields);
        foreach (var field in fields)
        {
            var name = Managed(field[(native.Length + 1)..]);
            Assert.True(Whole(field) == (long)Marshal.OffsetOf(managed, name), $"{field} lies elsewhere in "
                + $"{managed.Name}");
        }
    }

    [Fact]
    public void Every_default_stands_in_the_field_that_we_read_it_from()
    {
        NativeRuntime.Start();
        Compare("default.model.", Llama.llama_model_default_params());
        Compare("default.context.", Llama.llama_context_default_params());
    }

    [Fact]
    public void Every_stored_type_has_the_block_that_ggml_gives_it()
    {
        NativeRuntime.Start();
        Assert.Equal(Whole("ggml_tensor_overhead"), (long)Ggml.ggml_tensor_overhead());
        var types = Golden.Keys.Where(key => key.StartsWith("type.", StringComparison.Ordinal)).ToArray();
        Assert.Equal(Enum.GetValues<GgmlType>().Length, types.Length);
        foreach (var line in types)
        {
            var type = (GgmlType)int.Parse(line.Split('.')[1], CultureInfo.InvariantCulture);
            Assert.True(GgmlTypeLayout.TryGet(type, out var layout), line);
            Assert.Equal(Golden[line], $"{layout.BlockElements} {layout.BlockBytes}");
            Assert.Equal(layout.BlockElements, Ggml.ggml_blck_size(type));
            Assert.Equal(layout.BlockBytes, (long)Ggml.ggml_type_size(type));
            Assert.Equal(type.ToString(), NativeRuntime.Text(Ggml.ggml_type_name(type)), ignoreCase: true);
        }

        Assert.False(GgmlTypeLayout.TryGet((GgmlType)Whole("GGML_TYPE_COUNT"), out _));
    }

    private static void Compare<T>(string prefix, T defaults)
        where T : struct
    {
        var lines = Golden.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(lines);
        foreach (var line in lines)
        {
            var field = typeof(T).GetField(
                Managed(line[prefix.Length..]), BindingFlags.Instance | BindingFlags.NonPublic);
            var value = field!.GetValue(defaults)!;
            var number = value is Enum ? Convert.ToInt64(value, CultureInfo.InvariantCulture)
                : Convert.ToDouble(value, CultureInfo.InvariantCulture);
            Assert.True(double.Parse(Golden[line], CultureInfo.InvariantCulture) == number, $"{line} is read as "
                + $"{number}");
        }
    }

    private static long Whole(string key) => long.Parse(Golden[key], CultureInfo.InvariantCulture);

    private static string Managed(string native) =>
        native == "caps"
            ? "Async"
            : string.Concat(native.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static Dictionary<string, string> ReadGolden([CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "..", "native-layouts", "layouts.golden.txt");
        return File.ReadLines(path).Select(line => line.Split(' ', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
