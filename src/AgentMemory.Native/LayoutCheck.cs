namespace AgentMemory.Native;

/// <summary>
/// Compares values that the loaded library gives with the ones its header states. A field that moved gives another
/// value here, at the start, instead of a wrong number deep in a run.
/// </summary>
internal static class LayoutCheck
{
    internal static void Verify()
    {
        var model = Llama.llama_model_default_params();
        Same("n_gpu_layers", model.NGpuLayers, -1);
        Same("split_mode", model.SplitMode, 1);
        Same("load_mode", model.LoadMode, -1);
        Same("lazy_mode", model.LazyMode, 1);
        Same("kv_overrides", model.KvOverrides, 0);
        Same("use_extra_bufts", model.UseExtraBufts, 1);
        Same("load_mtp", model.LoadMtp, 0);
        var context = Llama.llama_context_default_params();
        Same("n_ctx", context.NCtx, 512);
        Same("n_batch", context.NBatch, 2048);
        Same("n_ubatch", context.NUbatch, 512);
        Same("n_outputs_max_per_seq", context.NOutputsMaxPerSeq, 1);
        Same("n_threads", context.NThreads, 4);
        Same("flash_attn_type", context.FlashAttnType, -1);
        Same("yarn_beta_slow", (long)context.YarnBetaSlow, -1);
        Same("defrag_thold", (long)context.DefragThold, -1);
        Same("type_k", (long)context.TypeK, 1);
        Same("type_v", (long)context.TypeV, 1);
        Same("no_perf", context.NoPerf, 1);
        Same("swa_full", context.SwaFull, 1);
        Same("kv_unified", context.KvUnified, 0);
        Same("ctx_other", context.CtxOther, 0);
        unsafe
        {
            // A tensor lies behind an object header of 32 bytes.
            Same("ggml_tensor", (long)Ggml.ggml_tensor_overhead(), 32 + sizeof(GgmlTensor));
        }
    }

    private static void Same(string name, long found, long expected)
    {
        if (found != expected)
        {
            throw new NativeLibraryException(
                $"The native libraries lay out {name} differently ({found} where {expected} belongs): they are another "
                    + "build than this program is made for. Delete node_modules and build again.");
        }
    }
}
