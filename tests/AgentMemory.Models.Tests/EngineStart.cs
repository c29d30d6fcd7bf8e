using AgentMemory.Core;
using AgentMemory.Gguf;
using AgentMemory.Inference.Llama;
using AgentMemory.Pretraining.Vocabularies;

namespace AgentMemory.Models.Tests;

public sealed class EngineStart
{
    [Fact]
    public void The_engine_starts_once_and_names_its_device_and_its_variant()
    {
        InferenceRuntime.Start(headWidth: 64);
        var variant = InferenceRuntime.Variant;
        InferenceRuntime.Start(headWidth: 8);
        Assert.Same(variant, InferenceRuntime.Variant);
        Assert.Contains(InferenceRuntime.Devices, device => !device.IsGraphics && device.Name == "CPU");
    }

    /// <summary>ggml's steps with AVX-512 are 64 numbers wide: narrower heads are faster without it.</summary>
    [Fact]
    public void Narrow_heads_never_get_the_widest_variant_and_a_wish_is_kept()
    {
        Assert.NotEqual("avx512", ProcessorVariant.For(headWidth: 32, wish: null).Name);
        Assert.Equal(ProcessorVariant.For(headWidth: 64, wish: null).Name, ProcessorVariant.For(headWidth: 256, wish: null).Name);
        var error = Assert.Throws<UserErrorException>(() => ProcessorVariant.For(headWidth: 64, wish: "sse9"));
        Assert.Contains("AGENTMEMORY_VARIANT=sse9 names no variant; take one of noavx, avx, avx2, avx512", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_llama_cannot_load_is_an_error_with_its_reason()
    {
        InferenceRuntime.Start(headWidth: 64);
        using var folder = new TemporaryFolder();
        var writer = new GgufWriter();
        writer.Set("general.architecture", "nonesuch");
        new Vocabulary([]).Write(writer);
        writer.Save(folder.File("odd.gguf"));
        using var file = GgufFile.Open(folder.File("odd.gguf"));
        var error = Assert.Throws<ModelFileException>(() => LoadedModel.Load(file, InferenceDevice.Cpu));
        Assert.Contains("nonesuch", error.Message, StringComparison.Ordinal);
    }
}
