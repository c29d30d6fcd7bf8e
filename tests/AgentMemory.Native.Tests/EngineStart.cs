using AgentMemory.Gguf;

namespace AgentMemory.Native.Tests;

public sealed class EngineStart
{
    [Fact]
    public void The_engine_starts_once_and_names_its_device_and_its_folder()
    {
        NativeRuntime.Start();
        NativeRuntime.Start(NativeDevice.Cpu);
        Assert.NotEmpty(NativeRuntime.Folder);
        Assert.Contains(NativeRuntime.Devices, device => !device.IsGraphics && device.Name == "CPU");
    }

    [Fact]
    public void A_random_model_is_written_loaded_and_decoded_and_leaves_no_native_thing_behind()
    {
        NativeRuntime.Start();
        using var folder = new TemporaryFolder();
        var path = new RandomModel().Save(folder.File("random.gguf"));
        var before = AliveHandles.OnceSettled();
        using (var model = LlamaModelHandle.Load(path, Llama.llama_model_default_params()))
        {
            var parameters = Llama.llama_context_default_params();
            parameters.NCtx = 64;
            using var context = LlamaContextHandle.Create(model, parameters);
            var vocabulary = Llama.llama_model_get_vocab(model.Pointer);
            Assert.Equal(RandomModel.VocabularySize, Llama.llama_vocab_n_tokens(vocabulary));
            Assert.True(NativeHandle.LiveByKind.ContainsKey(nameof(LlamaContextHandle)));
        }

        Assert.Equal(before, NativeHandle.LiveByKind);
    }

    [Fact]
    public void A_file_that_llama_cannot_load_is_an_error_with_its_reason()
    {
        NativeRuntime.Start();
        using var folder = new TemporaryFolder();
        var writer = new GgufWriter();
        writer.Set("general.architecture", "nonesuch");
        new AgentMemory.Weights.Vocabulary([]).Write(writer);
        writer.Save(folder.File("odd.gguf"));
        var error = Assert.Throws<ModelFileException>(
            () => LlamaModelHandle.Load(folder.File("odd.gguf"), Llama.llama_model_default_params()));
        Assert.Contains("nonesuch", error.Message, StringComparison.Ordinal);
    }
}
